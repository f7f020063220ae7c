-- Writes down what became of recipients. One who is not being sent to is
-- passed over: it was written down before.
--
-- KEYS[1] lease  KEYS[2..16] the ledger, as ledger.lua says
-- KEYS[17] b:<id>:said  KEYS[18] b:<id>:early
-- KEYS[19..] b:<id>:why:<state>:<reason> of each reason that occurs
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] now, Unix milliseconds
-- ARGV[4] number of reasons, then each as <state>:<reason>
-- then for each recipient: person, state, number of the reason (0: none), ids of
-- the messages with spaces (empty: none)
--
-- Returns the announcement's state, or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
local l, reasons, given = ledger(ARGV[2], 2), tonumber(ARGV[4]), {}
local said, early = KEYS[2 + ledgerKeys], redis.call('EXISTS', KEYS[3 + ledgerKeys]) == 1
for i = 5 + reasons, #ARGV, 4 do
  local person, into, reason, ids = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  if redis.call('SETBIT', l.sending, person, 0) == 1 then
    redis.call('SETBIT', l[into], person, 1)
    if reason > 0 then
      redis.call('SETBIT', KEYS[3 + ledgerKeys + reason], person, 1)
      given[reason] = true
    end
    if ids ~= '' then redis.call('HSET', said, person, ids) end
    local late = into == 'sent' and early and redis.call('HGET', KEYS[3 + ledgerKeys], person)
    if late then -- its failure was told before
      redis.call('HDEL', KEYS[3 + ledgerKeys], person)
      redis.call('SETBIT', l.sent, person, 0)
      redis.call('SETBIT', l[string.match(late, '^%a+')], person, 1)
      redis.call('SETBIT', l.hash .. ':why:' .. late, person, 1)
      redis.call('HSET', l.hash, 'why:' .. late, 1)
    end
  end
end
for n in pairs(given) do redis.call('HSET', l.hash, 'why:' .. ARGV[4 + n], 1) end
finish(l, ARGV[3])
return l.state
