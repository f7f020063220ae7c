-- Reads the channel's ids of the messages that recipients got.
--
-- KEYS[1] b:<id>  KEYS[2] b:<id>:total  KEYS[3] b:<id>:messages, as it was kept
-- when Telegram was the only channel  KEYS[4] b:<id>:said
-- ARGV people, ascending
--
-- Returns for each: the ids with spaces, and those of before, 4 bytes each;
-- empty: none.
local width = 4 * tonumber(redis.call('HGET', KEYS[1], 'parts') or '1')
local old = redis.call('EXISTS', KEYS[3]) == 1
local rank, out = ranker(KEYS[2]), {}
for i, person in ipairs(ARGV) do
  out[2 * i - 1], out[2 * i] = redis.call('HGET', KEYS[4], person) or '', ''
  if old then
    local n, recipient = rank(tonumber(person))
    if recipient then out[2 * i] = redis.call('GETRANGE', KEYS[3], n * width, (n + 1) * width - 1) end
  end
end
return out
