-- Takes strangers away whose time is over, with the names by which they were
-- looked up. Their records keep a version, so that whoever remembers a stranger
-- from before writes nothing over the next one who has the id.
--
-- KEYS[1] lease  KEYS[2] aliases  KEYS[3] spent  KEYS[4] wakes  KEYS[5..] p:<id>
-- ARGV[1] fence  ARGV[2] now, Unix milliseconds, then alias and person of each
--
-- Returns how many went, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local gone = 0
for i = 3, #ARGV, 2 do
  local key = KEYS[5 + (i - 3) / 2]
  local till = redis.call('HGET', key, 'u')
  local over = till and tonumber(till) <= tonumber(ARGV[2])
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] and (over or redis.call('HLEN', key) <= 1) then
    redis.call('HDEL', KEYS[2], ARGV[i])
    gone = gone + 1
    if over then
      local version = redis.call('HGET', key, 'v')
      redis.call('DEL', key)
      redis.call('HSET', key, 'v', version + 1)
      redis.call('ZREM', KEYS[4], ARGV[i + 1])
      redis.call('ZADD', KEYS[3], ARGV[2], ARGV[i + 1])
    end
  end
end
return gone
