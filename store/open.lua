-- Freezes the recipients of an announcement that is due, and opens its gate
-- when its hour has come.
--
-- KEYS[1] lease  KEYS[2..16] the ledger, as ledger.lua says
-- KEYS[17], KEYS[18] scratch
-- KEYS[19] in:consent:broadcast  KEYS[20] in:reachable  KEYS[21] in:muted:<category>
-- KEYS[22..24] b:<id>:why:skipped:no_consent, :unreachable, :muted
-- KEYS[25..] the segment's bitmaps, as segment.lua says; or those of the
--            states of an earlier announcement
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] now, Unix milliseconds
-- ARGV[4] "segment"; "again" (who of the earlier recipients would hear it);
--         "amend" (all of them)
-- ARGV[5] number of bitmaps never meant  ARGV[6..] number of each group's
--
-- One that a restore holds opens paused: since the copy was made it may have
-- been sent.
--
-- Returns OPENED, WAITING (its hour is to come), GONE (it is not scheduled any
-- more) or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
local l, now = ledger(ARGV[2], 2), ARGV[3]
if l.state ~= 'scheduled' then
  redis.call('ZREM', l.due, l.id)
  return 'GONE'
end

local scratch, left = KEYS[17], KEYS[18]

-- skip takes those out of todo who are not in the bitmap, or who are.
local function skip(reason, why, bitmap, unless)
  both(left, l.todo, bitmap)
  if unless then redis.call('BITOP', 'XOR', left, left, l.todo) end
  if not anybody(left) then return end
  redis.call('BITOP', 'OR', why, left, left)
  redis.call('BITOP', 'OR', l.skipped, l.skipped, left)
  without(l.todo, l.todo, left, scratch)
  redis.call('HSET', l.hash, 'why:skipped:' .. reason, 1)
end

if redis.call('HEXISTS', l.hash, 'frozen') == 0 then
  if ARGV[4] == 'segment' then
    local groups = {}
    for i = 6, #ARGV do groups[i - 5] = tonumber(ARGV[i]) end
    segment(l.total, scratch, 25, groups, tonumber(ARGV[5]))
  elseif #KEYS >= 25 then
    redis.call('BITOP', 'OR', l.total, unpack(KEYS, 25))
  end
  redis.call('BITOP', 'OR', l.todo, l.total, l.total)
  if ARGV[4] ~= 'amend' then
    skip('no_consent', KEYS[22], KEYS[19], true)
    skip('unreachable', KEYS[23], KEYS[20], true)
    skip('muted', KEYS[24], KEYS[21], false)
  end
  redis.call('DEL', scratch, left)
  redis.call('HSET', l.hash, 'frozen', now)
end

local due = redis.call('HGET', l.hash, 'due')
if tonumber(due) > tonumber(now) then
  redis.call('ZADD', l.due, due, l.id)
  return 'WAITING'
end
l.state = redis.call('HEXISTS', l.hash, 'held') == 1 and 'paused' or 'sending'
redis.call('HSET', l.hash, 'state', l.state, 'opened', now, 'lease', ARGV[1])
redis.call('ZADD', l.running, now, l.id)
redis.call('ZREM', l.due, l.id)
finish(l, now)
return 'OPENED'
