CREATE TABLE kinesis_idempotency (
	id VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
	state VARCHAR(7) NOT NULL,
	claimant VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	ends_at BIGINT NOT NULL
);

CREATE INDEX kinesis_idempotency_ends_at ON kinesis_idempotency (ends_at);
