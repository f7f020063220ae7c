-- Lets out what was put off, of addresses whose time has come.
--
-- KEYS[1] lease  KEYS[2] later  KEYS[3] outbox
-- ARGV[1] fence  ARGV[2] now, Unix milliseconds  ARGV[3] at most so many addresses
--
-- Returns how many addresses were due, or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])
for _, who in ipairs(due) do
  local parked = string.gsub(KEYS[3], 'outbox$', 'parked:') .. who
  local waiting = redis.call('HGETALL', parked)
  local refs, lines = {}, {}
  for n = 1, #waiting, 2 do
    refs[#refs + 1] = waiting[n]
    lines[waiting[n]] = waiting[n + 1]
  end
  table.sort(refs)
  for _, ref in ipairs(refs) do
    local person, sealed = string.match(lines[ref], '^(%d+) (.*)$')
    redis.call('XADD', KEYS[3], '*', 'p', person, 'l', sealed)
  end
  redis.call('DEL', parked)
  redis.call('ZREM', KEYS[2], who)
end
return #due
