-- Writes down what a channel says of a message it took, or of a person.
--
-- KEYS[1] flight:<ref>  KEYS[2] outbox  KEYS[3] heard  KEYS[4] stopped
-- of the announcement, if it is one's: KEYS[5] b:<id>  KEYS[6] b:<id>:sent
-- KEYS[7] the state that a failure leads to  KEYS[8] the reason's bitmap
-- KEYS[9] b:<id>:delivered  KEYS[10] b:<id>:read  KEYS[11] b:<id>:early
-- KEYS[12] later
-- ARGV[1] delivered, read, failed, stop or resume  ARGV[2] the address's hash
-- ARGV[3] what is to be done about a failure: "closed" (only templates may be
-- said to this person), "again" (it is said once more), "later" (it is kept from
-- them for a day), "stopped" (they want no advertising) or empty
-- ARGV[4] when, Unix milliseconds  ARGV[5] announcement, empty: none
-- ARGV[6] person  ARGV[7] <state>:<reason> of a failure  ARGV[8] the line's ref
-- ARGV[9] how often a line is put off  ARGV[10] until when, Unix milliseconds
-- ARGV[11] how long what is parked is kept, seconds
--
-- Returns OK.
local state, todo = ARGV[1], ARGV[3]
if state == 'stop' then redis.call('SADD', KEYS[4], ARGV[2]) return 'OK' end
if state == 'resume' then redis.call('SREM', KEYS[4], ARGV[2]) return 'OK' end
local prefix = string.gsub(KEYS[2], 'outbox$', '')
local line = redis.call('GET', KEYS[1])
local person, tries, first, who, sealed = string.match(line or '', '^(%d+)/?(%d*)/?([^ ]*) (................)(.*)$')
tries, who = tonumber(tries or '') or 1, who or ARGV[2]
if line then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', prefix .. 'flights:' .. who, ARGV[8])
end
local mine = ARGV[5] ~= ''
if state ~= 'failed' then
  if mine and redis.call('EXISTS', KEYS[5]) == 1 then
    redis.call('SETBIT', KEYS[9], ARGV[6], 1)
    if state == 'read' then redis.call('SETBIT', KEYS[10], ARGV[6], 1) end
  end
  return 'OK'
end
if todo == 'stopped' then redis.call('SADD', KEYS[4], who) end
if todo == 'closed' then
  -- Who has written since is within their window again.
  local heard = redis.call('ZSCORE', KEYS[3], who)
  if heard and tonumber(heard) <= tonumber(ARGV[4]) then redis.call('ZREM', KEYS[3], who) end
end
-- Once: then it is not there any more.
if sealed and (todo == 'closed' or todo == 'again' and tries == 1) then
  redis.call('XADD', KEYS[2], '*', 'p', person, 'l', sealed)
  if todo == 'again' then return 'OK' end -- it has not failed yet
end
if sealed and todo == 'later' then
  local parked = prefix .. 'parked:' .. who
  redis.call('HSET', parked, first ~= '' and first or ARGV[8], person .. ' ' .. sealed)
  redis.call('EXPIRE', parked, ARGV[11])
  if tries <= tonumber(ARGV[9]) then redis.call('ZADD', KEYS[12], 'NX', ARGV[10], who) end
end
if mine and redis.call('EXISTS', KEYS[5]) == 1 then
  if redis.call('SETBIT', KEYS[6], ARGV[6], 0) == 1 then
    redis.call('SETBIT', KEYS[7], ARGV[6], 1)
    redis.call('SETBIT', KEYS[8], ARGV[6], 1)
    redis.call('HSET', KEYS[5], 'why:' .. ARGV[7], 1)
  elseif redis.call('GETBIT', KEYS[7], ARGV[6]) == 0 then -- it came before the sending was written down
    redis.call('HSET', KEYS[11], ARGV[6], ARGV[7])
  end
end
return 'OK'
