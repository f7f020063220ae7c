-- Hands recipients back who were certainly not sent to, and gives out the next
-- ones. Calls are numbered, because a claim is not simply repeatable: one that
-- comes twice gives the same people, one that was overtaken gives nobody, and
-- what a call gave out whose answer was lost goes back first.
--
-- KEYS[1] lease  KEYS[2..16] the ledger, as ledger.lua says
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] now, Unix milliseconds
-- ARGV[4] number of this call
-- ARGV[5] the last call that changed something, as far as the caller knows
-- ARGV[6] how many to give out  ARGV[7..] people handed back
--
-- Returns {state, the last call that changed something, then person and rank
-- among all recipients of each that was given out}, or {FENCED} or {OVERTAKEN}.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return {'FENCED'} end
local l, now = ledger(ARGV[2], 2), ARGV[3]
if l.state == '' then return {'', 0} end
own(l, ARGV[1], now)
local this, last = tonumber(ARGV[4]), tonumber(redis.call('HGET', l.hash, 'call') or '0')
if this < last then return {'OVERTAKEN'} end

local given, rank = {}, ranker(l.total)
local function batch() return string.gmatch(redis.call('HGET', l.hash, 'batch') or '', '%d+') end
local function answer()
  local out = {l.state, last}
  for _, person in ipairs(given) do
    out[#out + 1] = person
    out[#out + 1] = (rank(person))
  end
  return out
end
if this == last then
  for person in batch() do given[#given + 1] = tonumber(person) end
  return answer()
end

local changed = false
local function back(person)
  if redis.call('GETBIT', l.sending, person) == 0 then return end
  changed = true
  redis.call('SETBIT', l.sending, person, 0)
  if l.state == 'stopped' then
    redis.call('SETBIT', l.skipped, person, 1)
    redis.call('SETBIT', l.stopped, person, 1)
    redis.call('HSET', l.hash, 'why:skipped:stopped', 1)
  else
    redis.call('SETBIT', l.todo, person, 1)
  end
end
if last ~= tonumber(ARGV[5]) then
  for person in batch() do back(person) end
end
for i = 7, #ARGV do back(ARGV[i]) end

local from = 0
while l.state == 'sending' and #given < tonumber(ARGV[6]) do
  local person = redis.call('BITPOS', l.todo, 1, from)
  if person < 0 then break end
  redis.call('SETBIT', l.sending, person, 1)
  redis.call('SETBIT', l.todo, person, 0)
  from = math.floor(person / 8)
  given[#given + 1] = person
end
if changed or #given > 0 then
  last = this
  redis.call('HSET', l.hash, 'call', this, 'batch', table.concat(given, ' '))
end
finish(l, now)
return answer()
