-- Counts a segment and who of it would hear an announcement.
--
-- KEYS[1] to KEYS[3] scratch
-- KEYS[4] in:consent:broadcast  KEYS[5] in:reachable  KEYS[6] in:muted:<category>
-- KEYS[7..] the segment's bitmaps, as segment.lua says
-- ARGV[1] how many to name as a sample  ARGV[2] number of bitmaps never meant
-- ARGV[3..] number of bitmaps of each group
--
-- Returns {in the segment, without consent, unreachable, muted, reached, then
-- the ids of the sample}.
local groups = {}
for i = 3, #ARGV do groups[i - 2] = tonumber(ARGV[i]) end
local people, next, scratch = KEYS[1], KEYS[2], KEYS[3]
segment(people, scratch, 7, groups, tonumber(ARGV[2]))
local counts = {redis.call('BITCOUNT', people)}
both(next, people, KEYS[4])
counts[2] = counts[1] - redis.call('BITCOUNT', next)
both(people, next, KEYS[5])
counts[3] = redis.call('BITCOUNT', next) - redis.call('BITCOUNT', people)
without(next, people, KEYS[6], scratch)
counts[5] = redis.call('BITCOUNT', next)
counts[4] = redis.call('BITCOUNT', people) - counts[5]
local most, length = tonumber(ARGV[1]), redis.call('STRLEN', next)
local last = -1
for n = 0, most - 1 do
  local id = redis.call('BITPOS', next, 1, math.max(math.floor(length * n / most), math.floor((last + 8) / 8)))
  if id > last then
    counts[#counts + 1] = id
    last = id
  end
end
redis.call('DEL', people, next, scratch)
return counts
