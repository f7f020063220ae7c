-- Writes down what a channel says of a message it took, or of a person.
--
-- KEYS[1] flight:<ref>  KEYS[2] outbox  KEYS[3] heard  KEYS[4] stopped
-- of the announcement, if it is one's: KEYS[5] b:<id>  KEYS[6] b:<id>:sent
-- KEYS[7] the state that a failure leads to  KEYS[8] the reason's bitmap
-- KEYS[9] b:<id>:delivered  KEYS[10] b:<id>:read  KEYS[11] b:<id>:early
-- ARGV[1] delivered, read, failed, stop or resume  ARGV[2] the address's hash
-- ARGV[3] 1: only templates may be said to this person  ARGV[4] when, Unix
-- milliseconds  ARGV[5] announcement, empty: none  ARGV[6] person
-- ARGV[7] <state>:<reason> of a failure
--
-- Returns OK.
local state = ARGV[1]
if state == 'stop' then redis.call('SADD', KEYS[4], ARGV[2]) return 'OK' end
if state == 'resume' then redis.call('SREM', KEYS[4], ARGV[2]) return 'OK' end
local line = redis.call('GET', KEYS[1])
if line then redis.call('DEL', KEYS[1]) end
local mine = ARGV[5] ~= ''
if state ~= 'failed' then
  if mine and redis.call('EXISTS', KEYS[5]) == 1 then
    redis.call('SETBIT', KEYS[9], ARGV[6], 1)
    if state == 'read' then redis.call('SETBIT', KEYS[10], ARGV[6], 1) end
  end
  return 'OK'
end
if ARGV[3] == '1' then
  local person, who, sealed = string.match(line or '', '^(%d+) (................)(.*)$')
  who = who or ARGV[2]
  -- Who has written since is within their window again.
  local heard = redis.call('ZSCORE', KEYS[3], who)
  if heard and tonumber(heard) <= tonumber(ARGV[4]) then redis.call('ZREM', KEYS[3], who) end
  if sealed then redis.call('XADD', KEYS[2], '*', 'p', person, 'l', sealed) end -- once: then it is not there any more
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
