-- Counts a segment.
--
-- KEYS[1], KEYS[2] scratch
-- KEYS[3..] the segment's bitmaps, as segment.lua says
-- ARGV[1] number of bitmaps never meant
-- ARGV[2..] number of bitmaps of each group
--
-- Returns how many people are in the segment.
local groups = {}
for i = 2, #ARGV do groups[i - 1] = tonumber(ARGV[i]) end
segment(KEYS[1], KEYS[2], 3, groups, tonumber(ARGV[1]))
local count = redis.call('BITCOUNT', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return count
