-- Counts how many recipients of announcements are in a state and have an index
-- term: the size of what two bitmaps share.
--
-- KEYS[1] scratch
-- KEYS[2], KEYS[3] the bitmap of a state and that of a term; KEYS[4], KEYS[5]
-- the next two, and so on
--
-- Returns the counts, in order.
local counts = {}
for i = 2, #KEYS, 2 do
  redis.call('BITOP', 'AND', KEYS[1], KEYS[i], KEYS[i + 1])
  counts[#counts + 1] = redis.call('BITCOUNT', KEYS[1])
end
redis.call('DEL', KEYS[1])
return counts
