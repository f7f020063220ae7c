-- Shared by the scripts that work on segments. People are bits; a set of them
-- is a bitmap.

-- both, either, without: set operations into a key.
local function both(into, a, b) redis.call('BITOP', 'AND', into, a, b) end
local function without(into, a, b, scratch)
  redis.call('BITOP', 'AND', scratch, a, b)
  redis.call('BITOP', 'XOR', into, a, scratch)
end

-- segment makes the people of a segment under a key.
--   at: where in KEYS the bitmap of everybody stands; then those of each group,
--       then those never meant
--   groups: the number of bitmaps of each group; never: of those never meant
local function segment(into, scratch, at, groups, never)
  redis.call('BITOP', 'AND', into, KEYS[at], KEYS[at])
  at = at + 1
  for _, size in ipairs(groups) do
    redis.call('BITOP', 'OR', scratch, unpack(KEYS, at, at + size - 1))
    both(into, into, scratch)
    at = at + size
  end
  for n = 1, never do
    without(into, into, KEYS[at], scratch)
    at = at + 1
  end
end
