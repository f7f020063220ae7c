-- Writes down what is known of the keys.
--
-- KEYS[1] lease  KEYS[2] keyring
-- ARGV[1] fence  ARGV[2] what is known
--
-- Returns 1, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
redis.call('SET', KEYS[2], ARGV[2])
return 1
