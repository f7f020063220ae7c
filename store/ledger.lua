-- Shared by the scripts that work on ledgers of announcements. A ledger is a
-- hash and one bitmap a state; each recipient's bit is set in exactly one of
-- them, and in that of the total.

local states = {'todo', 'sending', 'sent', 'blocked', 'failed', 'skipped', 'unsure'}

-- ledgerKeys is how many keys every ledger is given with: b:<id>, due, running,
-- b:<id>:messages, b:<id>:total, b:<id>:<state> of each state in that order,
-- b:<id>:why:skipped:stopped, b:<id>:why:unsure:interrupted, and untold.
local ledgerKeys = 15

-- ledger names the keys from one on.
local function ledger(id, at)
  local l = {id = id, hash = KEYS[at], due = KEYS[at + 1], running = KEYS[at + 2], messages = KEYS[at + 3], total = KEYS[at + 4]}
  for n, s in ipairs(states) do l[s] = KEYS[at + 4 + n] end
  l.stopped, l.interrupted, l.untold = KEYS[at + 12], KEYS[at + 13], KEYS[at + 14]
  l.state = redis.call('HGET', l.hash, 'state') or ''
  return l
end

local function anybody(bitmap) return redis.call('BITPOS', bitmap, 1) >= 0 end

-- moveAll moves everybody of a state to another, with a reason, and tells how
-- many that were.
local function moveAll(l, from, into, why, reason)
  local n = redis.call('BITCOUNT', l[from])
  if n > 0 then
    redis.call('BITOP', 'OR', l[into], l[into], l[from])
    redis.call('BITOP', 'OR', why, why, l[from])
    redis.call('HSET', l.hash, 'why:' .. into .. ':' .. reason, 1)
    redis.call('DEL', l[from])
  end
  return n
end

-- finish ends an announcement of which nothing is left to do. Whatever takes
-- people out of todo or sending calls it last.
local function finish(l, now)
  if l.state ~= 'sending' and l.state ~= 'paused' and l.state ~= 'stopped' then return end
  if anybody(l.todo) or anybody(l.sending) then return end
  if l.state ~= 'stopped' then
    l.state = 'done'
    redis.call('HSET', l.hash, 'state', 'done')
  end
  if redis.call('HSETNX', l.hash, 'ended', now) == 1 then redis.call('ZADD', l.untold, now, l.id) end
  redis.call('HDEL', l.hash, 'call', 'batch')
  redis.call('ZREM', l.running, l.id)
  redis.call('ZREM', l.due, l.id)
  redis.call('DEL', l.todo, l.sending)
end

-- own makes the active process the one that sends. What another had in its
-- hands when it ended may have arrived or not. It tells how many that were.
local function own(l, fence, now)
  if l.state == '' or redis.call('HGET', l.hash, 'lease') == fence then return 0 end
  local n = moveAll(l, 'sending', 'unsure', l.interrupted, 'interrupted')
  redis.call('HSET', l.hash, 'lease', fence)
  redis.call('HDEL', l.hash, 'call', 'batch')
  finish(l, now)
  return n
end

-- ranker counts how many of a bitmap come before a person; asked in ascending
-- order. It also tells whether the person is one of them.
local function ranker(bitmap)
  local before, at, value = 0, -1, 0
  return function(person)
    local byte, bit = math.floor(person / 8), person % 8
    if byte ~= at then
      if byte > 0 then before = before + redis.call('BITCOUNT', bitmap, math.max(at, 0), byte - 1) end
      value = string.byte(redis.call('GETRANGE', bitmap, byte, byte)) or 0
      at = byte
    end
    local n, high = before, math.floor(value / 2 ^ (8 - bit))
    while high > 0 do
      n = n + high % 2
      high = math.floor(high / 2)
    end
    return n, math.floor(value / 2 ^ (7 - bit)) % 2 == 1
  end
end

-- gate carries out what an officer decided, where it fits the state.
--   fields: of a new ledger
local function gate(l, act, at, fields)
  if act == 'schedule' and l.state == '' then
    redis.call('HSET', l.hash, 'state', 'scheduled', 'due', at, unpack(fields))
    redis.call('ZADD', l.due, redis.call('HGET', l.hash, 'freeze') and 0 or at, l.id)
  elseif act == 'move' and l.state == 'scheduled' then
    redis.call('HSET', l.hash, 'due', at, 'late', 1)
    if tonumber(at) > 0 then redis.call('ZADD', l.due, at, l.id) else redis.call('ZREM', l.due, l.id) end
  elseif act == 'pause' and l.state == 'sending' then
    redis.call('HSET', l.hash, 'state', 'paused')
  elseif act == 'resume' and l.state == 'paused' then
    redis.call('HSET', l.hash, 'state', 'sending')
  elseif act == 'stop' and (l.state == 'scheduled' or l.state == 'sending' or l.state == 'paused') then
    moveAll(l, 'todo', 'skipped', l.stopped, 'stopped')
    l.state = 'stopped'
    redis.call('HSET', l.hash, 'state', 'stopped')
    finish(l, at)
  end
end
