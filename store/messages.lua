-- Reads the channel's ids of the messages that recipients got.
--
-- KEYS[1] b:<id>  KEYS[2] b:<id>:total  KEYS[3] b:<id>:messages
-- ARGV people, ascending
--
-- Returns for each: the ids, 4 bytes each; empty: none.
local width = 4 * tonumber(redis.call('HGET', KEYS[1], 'parts') or '1')
local rank, out = ranker(KEYS[2]), {}
for i, person in ipairs(ARGV) do
  local n, recipient = rank(tonumber(person))
  out[i] = recipient and redis.call('GETRANGE', KEYS[3], n * width, (n + 1) * width - 1) or ''
end
return out
