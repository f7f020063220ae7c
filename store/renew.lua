-- Keeps the lease, or gives it up.
--
-- KEYS[1] lease
-- ARGV[1] fence  ARGV[2] time to live, milliseconds; 0: give it up
--
-- Returns OK or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 'OK'
