-- Puts causes into the inbox, each delivery once.
--
-- KEYS[1] inbox  KEYS[2] seen  KEYS[3] aliases  KEYS[4] heard  KEYS[5] outbox
-- KEYS[6..] parked:<address> of each cause whose channel counts from when
-- somebody last wrote, and that of the other address, in order
-- ARGV[1] now, Unix milliseconds  ARGV[2] forget deliveries from before then
-- ARGV[3] remember at most so many deliveries
-- ARGV[4..] delivery id, sealed input, the hash of its address, that of another
-- address of the same person (empty: none), when it was written in Unix
-- milliseconds (0: the channel does not count from there), and so on. What was
-- said to the other address is said to the same phone.
--
-- Returns the number of causes that were new.
local function fresh(delivery)
  if delivery == '' or redis.call('ZADD', KEYS[2], 'NX', ARGV[1], delivery) == 1 then return true end
  if tonumber(redis.call('ZSCORE', KEYS[2], delivery)) >= tonumber(ARGV[2]) then return false end
  redis.call('ZADD', KEYS[2], ARGV[1], delivery) -- so old that the id means something new
  return true
end
-- release lets out what waited until this person writes, in order.
local function release(parked)
  local waiting = redis.call('HGETALL', parked)
  if #waiting == 0 then return end
  local refs, lines = {}, {}
  for n = 1, #waiting, 2 do
    refs[#refs + 1] = waiting[n]
    lines[waiting[n]] = waiting[n + 1]
  end
  table.sort(refs)
  for _, ref in ipairs(refs) do
    local person, sealed = string.match(lines[ref], '^(%d+) (.*)$')
    redis.call('XADD', KEYS[5], '*', 'p', person, 'l', sealed)
  end
  redis.call('DEL', parked)
end
local function heard(who, at)
  local before = redis.call('ZSCORE', KEYS[4], who)
  if not before or tonumber(before) < at then redis.call('ZADD', KEYS[4], at, who) end
end
local added, parked = 0, 6
for i = 4, #ARGV, 5 do
  local who, also, at = ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4])
  if fresh(ARGV[i]) then
    if also ~= '' then
      local person = redis.call('HGET', KEYS[3], also)
      if person then redis.call('HSETNX', KEYS[3], who, person) end
    end
    if at > 0 then
      heard(who, at)
      if also ~= '' then
        heard(also, at)
        release(KEYS[parked + 1])
      end
      release(KEYS[parked])
    end
    redis.call('XADD', KEYS[1], '*', 'i', ARGV[i + 1])
    added = added + 1
  end
  if at > 0 then parked = parked + 2 end
end
-- Deleting comes last: after a first write Redis no longer refuses the others
-- for lack of memory.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[3]))
return added
