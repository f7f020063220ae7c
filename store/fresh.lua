-- Gives somebody unknown an id: one that nobody has any more who was never more
-- than a stranger, or a new one.
--
-- KEYS[1] free  KEYS[2] people  KEYS[3] p:0, for the names of people's keys
--
-- Returns the id and the version its record is at.
local id = redis.call('SPOP', KEYS[1])
local key = id and string.gsub(KEYS[3], '0$', id)
if not id or redis.call('HLEN', key) > 1 then return {redis.call('INCR', KEYS[2]), 0} end
return {tonumber(id), tonumber(redis.call('HGET', key, 'v') or '0')}
