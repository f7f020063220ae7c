-- Hands recipients back who were certainly not sent to, and gives out the next
-- ones. A call whose answer was lost has given nobody out: the caller names
-- the last call it had an answer to, and what a later one took goes back first.
--
-- KEYS[1] lease  KEYS[2..15] the ledger, as ledger.lua says
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] now, Unix milliseconds
-- ARGV[4] name of the last call that was answered; empty: none
-- ARGV[5] name of this call  ARGV[6] how many to give out
-- ARGV[7..] people handed back
--
-- Returns {state, name of the last call that changed anything, then person and
-- rank among all recipients of each that was given out}, or {FENCED}.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return {'FENCED'} end
local l, now = ledger(ARGV[2], 2), ARGV[3]
if l.state == '' then return {'', ''} end
own(l, ARGV[1], now)

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
local last = redis.call('HGET', l.hash, 'call') or ''
if last ~= ARGV[4] then
  for person in string.gmatch(redis.call('HGET', l.hash, 'batch') or '', '%d+') do back(person) end
end
for i = 7, #ARGV do back(ARGV[i]) end

local given, out = {}, {l.state, last}
if l.state == 'sending' then
  local rank, from = ranker(l.total), 0
  for n = 1, tonumber(ARGV[6]) do
    local person = redis.call('BITPOS', l.todo, 1, from)
    if person < 0 then break end
    redis.call('SETBIT', l.sending, person, 1)
    redis.call('SETBIT', l.todo, person, 0)
    from = math.floor(person / 8)
    given[n] = person
    out[#out + 1] = person
    out[#out + 1] = (rank(person))
  end
end
if changed or #given > 0 then
  out[2] = ARGV[5]
  redis.call('HSET', l.hash, 'call', ARGV[5], 'batch', table.concat(given, ' '))
end
finish(l, now)
out[1] = l.state
return out
