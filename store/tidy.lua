-- Takes names out of a list, and notes with the records that stay where they
-- stand. What was written since it was looked at is left alone.
--
-- KEYS[1] lease  KEYS[2] the list  KEYS[3..] r:<kind>:<id> of each name
-- ARGV[1] fence, then for each: name, the version it was found at, 1 if it stands there
--
-- Returns how many went, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local removed = 0
for i = 3, #KEYS do
  local at = 2 + (i - 3) * 3
  if (redis.call('HGET', KEYS[i], 'v') or '0') == ARGV[at + 1] then
    local lists = redis.call('HGET', KEYS[i], 'l') or ''
    if ARGV[at + 2] ~= '1' then
      removed = removed + redis.call('ZREM', KEYS[2], ARGV[at])
    elseif not string.find('\n' .. lists .. '\n', '\n' .. KEYS[2] .. '\n', 1, true) then
      redis.call('HSET', KEYS[i], 'l', lists .. '\n' .. KEYS[2])
    end
  end
end
return removed
