-- Counts a failed try of a cause; when there were enough, moves it to the dead
-- letters and tells the person.
--
-- KEYS[1] lease  KEYS[2] inbox  KEYS[3] tries  KEYS[4] dead  KEYS[5] outbox
-- ARGV[1] fence  ARGV[2] inbox id  ARGV[3] tries allowed  ARGV[4] reason
-- ARGV[5] dead letters kept  ARGV[6] person id  ARGV[7] sealed apology, or empty
--
-- Returns ALIVE, DEAD, DONE (it was handled meanwhile) or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
local entry = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2])
if #entry == 0 then return 'DONE' end
local tries = redis.call('HINCRBY', KEYS[3], ARGV[2], 1)
if tries < tonumber(ARGV[3]) then return 'ALIVE' end
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'r', ARGV[4], unpack(entry[1][2]))
if ARGV[7] ~= '' then redis.call('XADD', KEYS[5], '*', 'p', ARGV[6], 'l', ARGV[7]) end
redis.call('XDEL', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[2], 'begun:' .. ARGV[2])
return 'DEAD'
