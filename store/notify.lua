-- Gives a person a cause.
--
-- KEYS[1] lease  KEYS[2] inbox
-- ARGV[1] fence  ARGV[2] person id  ARGV[3] sealed input
--
-- Returns OK or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
redis.call('XADD', KEYS[2], '*', 'p', ARGV[2], 'i', ARGV[3])
return 'OK'
