-- Takes the lease when nobody holds it, or when its holder is known to be dead.
--
-- KEYS[1] lease  KEYS[2] fence
-- ARGV[1] holder  ARGV[2] time to live, milliseconds
-- ARGV[3] the lease as it was seen of a holder that is dead; empty: none
--
-- Returns {fence, ''} or {0, the lease as it stands}.
local lease = redis.call('GET', KEYS[1])
if lease and lease ~= ARGV[3] then return {0, lease} end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence .. ' ' .. ARGV[1], 'PX', ARGV[2])
return {fence, ''}
