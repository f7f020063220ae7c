-- Takes lines that were sent, or will never be, out of the outbox.
--
-- KEYS[1] lease  KEYS[2] outbox
-- ARGV[1] fence  ARGV[2..] outbox ids
--
-- Returns OK or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
redis.call('XDEL', KEYS[2], unpack(ARGV, 2))
return 'OK'
