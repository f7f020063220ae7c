-- Writes everything that one cause leads to, and takes the cause out of the
-- inbox: all or nothing. Growing writes come first, so that a Redis that is out
-- of memory refuses before anything was changed.
--
-- KEYS[1] lease   KEYS[2] inbox   KEYS[3] outbox  KEYS[4] wakes
-- KEYS[5] aliases KEYS[6] tries   KEYS[7] p:<id>  KEYS[8] audit
-- KEYS[9..] in:<term>, first those to join, then those to leave; then
--           find:<word>, first those to join, then those to leave; then for each
--           record r:<kind>:<id>, the lists it is to stand in, those it leaves;
--           then for each gate its ledger, as ledger.lua says;
--           then for each count count:<name>; then for each entry of the trail
--           that is about somebody audit:<id>
--
-- ARGV[1] fence        ARGV[2] inbox id    ARGV[3] person id
-- ARGV[4] version the person was loaded at; 0: there is none yet
-- ARGV[5] wake at, Unix milliseconds; 0: never
-- ARGV[6] "keep", "forget" (erase the person), "expire" (no consent yet: keep
--         until ARGV[9]), "nothing" (store nothing of the person) or "unused"
--         (the same, and the id is given to somebody else)
-- ARGV[7] now, Unix milliseconds, by the bot's clock
-- ARGV[8] how much later than its end Redis may clear something away, milliseconds
-- ARGV[9] until when, Unix milliseconds
-- ARGV[10] number of field/value pairs to set, then the pairs
-- then:   number of fields to delete, then the fields
-- then:   number of aliases to set, then the aliases
-- then:   number of aliases to drop, then the aliases
-- then:   number of terms to join
-- then:   number of terms to leave
-- then:   number of search words to join
-- then:   number of search words to leave
-- then:   number of lines, then the sealed lines
-- then:   number of causes for others, then pairs of person id and sealed input
-- then:   number of entries of the trail, and for each: the sealed entry, how
--         many of it are kept of the person it is about (0: it is about nobody),
--         its keyed digest
-- then:   number of records, and for each: name, the version it was found at,
--         sealed data (empty: it goes), until when in Unix milliseconds (0: for
--         ever), number of lists to stand in, their orders, number of lists left
-- then:   number of gates, and for each: announcement, act, when in Unix
--         milliseconds, number of field/value pairs of a new ledger, the pairs
-- then:   number of counts, and for each: field, by how much, kept for so many seconds
--
-- Returns OK    written
--         DONE  the cause was handled before: nothing was written
--         STALE the person, or a record, changed since: nothing was written
--         FENCED another process holds the lease: nothing was written
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
if #redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2]) == 0 then return 'DONE' end

local version = tonumber(redis.call('HGET', KEYS[7], 'v') or '0')
if version ~= tonumber(ARGV[4]) then return 'STALE' end

local at = 10
local function list(size)
  local n = tonumber(ARGV[at]) * size
  local out = {}
  for i = 1, n do out[i] = ARGV[at + i] end
  at = at + n + 1
  return out
end
local set, del, alias, unalias = list(2), list(1), list(1), list(1)
local function number()
  at = at + 1
  return tonumber(ARGV[at - 1])
end
local joins, leaves, finds, loses = number(), number(), number(), number()
local lines, tells, trail = list(1), list(2), list(3)
local records = {}
local words = 9 + joins + leaves
local key = words + finds + loses
for i = 1, number() do
  local r = {name = ARGV[at], version = tonumber(ARGV[at + 1]), data = ARGV[at + 2], till = ARGV[at + 3], key = KEYS[key], joins = {}, leaves = {}}
  at, key = at + 4, key + 1
  for n, order in ipairs(list(1)) do r.joins[n] = {KEYS[key], order}; key = key + 1 end
  for n = 1, number() do r.leaves[n] = KEYS[key]; key = key + 1 end
  if tonumber(redis.call('HGET', r.key, 'v') or '0') ~= r.version then return 'STALE' end
  records[i] = r
end
local gates = {}
for i = 1, number() do
  gates[i] = {id = ARGV[at], act = ARGV[at + 1], at = ARGV[at + 2], key = key}
  at, key = at + 3, key + ledgerKeys
  gates[i].fields = list(2)
end
local counts = list(3)
local mode, now = ARGV[6], tonumber(ARGV[7])

-- lasts notes until when a key holds, which its readers compare with their own
-- clock. Redis, whose clock may be another, only clears it away later.
local function lasts(key, till)
  redis.call('HSET', key, 'u', till)
  redis.call('PEXPIRE', key, string.format('%d', math.max(tonumber(till) - now, 0) + tonumber(ARGV[8])))
end
local function lastsForEver(key)
  redis.call('HDEL', key, 'u')
  redis.call('PERSIST', key)
end

-- An address has one person. Who is known takes it over from a stranger who
-- is not: somebody who passes their chat on may have typed one word too many.
for _, a in ipairs(alias) do
  local owner = redis.call('HGET', KEYS[5], a)
  if owner and owner ~= ARGV[3] then
    local key = string.gsub(KEYS[7], '%d+$', owner)
    local ttl, till = redis.call('TTL', key), tonumber(redis.call('HGET', key, 'u') or ARGV[7] + 1)
    if ttl == -1 or ttl >= 0 and till > now and (version == 0 or mode ~= 'keep') then return 'STALE' end
  end
end

for _, line in ipairs(lines) do redis.call('XADD', KEYS[3], '*', 'p', ARGV[3], 'l', line) end
if mode == 'forget' then -- what others were shown of the person is taken back
  local shown = string.gsub(KEYS[7], 'p:(%d+)$', 'shown:%1')
  for _, entry in ipairs(redis.call('LRANGE', shown, 0, -1)) do
    local person, line = string.match(entry, '^(%d+) (.*)$')
    redis.call('XADD', KEYS[3], '*', 'p', person, 'l', line)
  end
  redis.call('DEL', shown)
end
for i = 1, #tells, 2 do
  if tells[i] == '0' then
    redis.call('XADD', KEYS[2], '*', 'i', tells[i + 1])
  else
    redis.call('XADD', KEYS[2], '*', 'p', tells[i], 'i', tells[i + 1])
  end
end
local about = #KEYS
for i = #trail - 2, 1, -3 do
  if trail[i + 1] ~= '0' then
    redis.call('XADD', KEYS[about], 'MAXLEN', trail[i + 1], '*', 'e', trail[i])
    about = about - 1
  end
end
if #trail > 0 then -- each entry holds a digest of itself and of the one before
  local chain
  for _, count in ipairs({1, 1000}) do -- what a release before appended stands outside of the chain
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[8], '+', '-', 'COUNT', count)) do
      for i = 1, #entry[2], 2 do
        if entry[2][i] == 'c' then chain = chain or entry[2][i + 1] end
      end
    end
    if chain then break end
  end
  chain = chain or ''
  for i = 1, #trail, 3 do
    chain = redis.sha1hex(chain .. trail[i + 2])
    redis.call('XADD', KEYS[8], '*', 'e', trail[i], 'h', trail[i + 2], 'c', chain)
  end
end
for _, r in ipairs(records) do
  r.stood = redis.call('HGET', r.key, 'l') or '' -- also what the step did not know of
  if r.data ~= '' then
    local stands = {}
    for n, l in ipairs(r.joins) do stands[n] = l[1] end
    redis.call('HSET', r.key, 'v', r.version + 1, 'd', r.data, 'l', table.concat(stands, '\n'))
    if r.till == '0' then lastsForEver(r.key) else lasts(r.key, r.till) end
  end
  for _, l in ipairs(r.joins) do redis.call('ZADD', l[1], l[2], r.name) end
end
if mode == 'keep' or mode == 'expire' then
  redis.call('HSET', KEYS[7], 'v', version + 1, unpack(set))
  redis.call('SREM', (string.gsub(KEYS[5], 'aliases$', 'free')), ARGV[3]) -- the id is somebody's
  if #del > 0 then redis.call('HDEL', KEYS[7], unpack(del)) end
  for _, a in ipairs(alias) do redis.call('HSET', KEYS[5], a, ARGV[3]) end
  if mode == 'expire' then lasts(KEYS[7], ARGV[9]) else lastsForEver(KEYS[7]) end
  for i = 1, joins do redis.call('SETBIT', KEYS[8 + i], ARGV[3], 1) end
  for i = words, words + finds - 1 do redis.call('SADD', KEYS[i], ARGV[3]) end
elseif mode == 'unused' then
  redis.call('SADD', (string.gsub(KEYS[5], 'aliases$', 'free')), ARGV[3])
elseif mode == 'forget' then
  redis.call('DEL', KEYS[7], (string.gsub(KEYS[7], 'p:(%d+)$', 'audit:%1')))
end
for i = 1, #counts, 3 do
  redis.call('HINCRBY', KEYS[key], counts[i], counts[i + 1])
  redis.call('EXPIRE', KEYS[key], counts[i + 2])
  key = key + 1
end
for _, g in ipairs(gates) do gate(ledger(g.id, g.key), g.act, g.at, g.fields) end
for _, a in ipairs(unalias) do
  if redis.call('HGET', KEYS[5], a) == ARGV[3] then
    redis.call('HDEL', KEYS[5], a)
    local prefix = string.gsub(KEYS[5], 'aliases$', '')
    -- Nothing that waited for them there, or may have to be repeated, is said any more.
    for _, ref in ipairs(redis.call('SMEMBERS', prefix .. 'flights:' .. a)) do redis.call('DEL', prefix .. 'flight:' .. ref) end
    redis.call('DEL', prefix .. 'flights:' .. a, prefix .. 'parked:' .. a, prefix .. 'said:' .. a, prefix .. 'slots:' .. a)
    redis.call('ZREM', prefix .. 'later', a)
    if mode == 'forget' then -- "heard" stays for the farewell and holds a keyed hash only
      redis.call('ZREM', prefix .. 'reached', a)
      redis.call('SREM', prefix .. 'stopped', a)
    end
  end
end
for i = 9 + joins, 8 + joins + leaves do redis.call('SETBIT', KEYS[i], ARGV[3], 0) end
for i = words + finds, words + finds + loses - 1 do redis.call('SREM', KEYS[i], ARGV[3]) end
for _, r in ipairs(records) do
  if r.data == '' then redis.call('DEL', r.key) end
  for _, l in ipairs(r.leaves) do redis.call('ZREM', l, r.name) end
  local stays = {}
  for _, l in ipairs(r.joins) do stays[l[1]] = true end
  for l in string.gmatch(r.stood, '[^\n]+') do
    if not stays[l] then redis.call('ZREM', l, r.name) end
  end
end
if ARGV[5] == '0' then
  redis.call('ZREM', KEYS[4], ARGV[3])
else
  redis.call('ZADD', KEYS[4], ARGV[5], ARGV[3])
end
redis.call('HDEL', KEYS[6], ARGV[2], 'begun:' .. ARGV[2])
redis.call('XDEL', KEYS[2], ARGV[2])
return 'OK'
