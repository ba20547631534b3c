package io.kinesisboot.dedup.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Remembers keys in Redis, which forgets them by itself: a script for all keys of a call.
 * What Redis loses, by eviction or by a failover to a replica that is behind, may happen
 * again. Not for a cluster, unless the prefix has a hash tag. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RedisIdempotencyStore implements IdempotencyStore {

	private static final String DONE = "D";

	private static final String CLAIMED = "C";

	@SuppressWarnings("rawtypes")
	private static final RedisScript<List> CLAIM = RedisScript.of("""
			local states = {}
			for i, key in ipairs(KEYS) do
				local value = redis.call('GET', key)
				if not value then
					redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
					states[i] = 0
				elseif value == 'D' then
					states[i] = 1
				else
					states[i] = 2
				end
			end
			return states""", List.class);

	private static final RedisScript<Void> COMPLETE = RedisScript.of("""
			for i, key in ipairs(KEYS) do
				redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
			end""");

	private static final RedisScript<Void> RELEASE = RedisScript.of("""
			for i, key in ipairs(KEYS) do
				if redis.call('GET', key) == ARGV[1] then
					redis.call('DEL', key)
				end
			end""");

	private static final ClaimState[] STATES = { ClaimState.CLAIMED, ClaimState.DONE, ClaimState.HELD };

	private final StringRedisTemplate redis;

	private final String prefix;

	private final KeyTimes times;

	/**
	 * Creates a store.
	 * @param redis calls Redis
	 * @param prefix what the keys begin with there
	 * @param times how long keys are kept
	 */
	public RedisIdempotencyStore(StringRedisTemplate redis, String prefix, KeyTimes times) {
		this.redis = redis;
		this.prefix = prefix;
		this.times = times;
	}

	@Override
	public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		List<?> answers = this.redis.execute(CLAIM, prefixed(keys), CLAIMED + claimant,
				String.valueOf(this.times.lease().toMillis()));
		List<ClaimState> states = new ArrayList<>(keys.size());
		for (Object answer : Objects.requireNonNull(answers)) {
			states.add(STATES[((Number) answer).intValue()]);
		}
		return states;
	}

	@Override
	public void complete(List<EffectKey> keys, String claimant) {
		this.redis.execute(COMPLETE, prefixed(keys), DONE, String.valueOf(this.times.retention().toMillis()));
	}

	@Override
	public void fail(List<EffectKey> keys, String claimant) {
		release(keys, claimant);
	}

	@Override
	public void release(List<EffectKey> keys, String claimant) {
		this.redis.execute(RELEASE, prefixed(keys), CLAIMED + claimant);
	}

	private List<String> prefixed(List<EffectKey> keys) {
		return keys.stream().map((key) -> this.prefix + key).toList();
	}

}
