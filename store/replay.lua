-- Puts a dead letter back to where it came from, with the place of a new one.
--
-- KEYS[1] dead  KEYS[2] inbox  KEYS[3] outbox
-- ARGV[1] id of the dead letter
--
-- Returns OK, GONE (there is none) or KEPT (nothing can be made of it).
local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #entry == 0 then return 'GONE' end
local fields, rest = {}, {}
for i = 1, #entry[1][2], 2 do
  local name, value = entry[1][2][i], entry[1][2][i + 1]
  fields[name] = value
  if name ~= 'r' then
    rest[#rest + 1] = name
    rest[#rest + 1] = value
  end
end
if fields.raw or fields.r == 'update that cannot be read' then return 'KEPT' end
if fields.l then
  if not fields.p then return 'KEPT' end
  redis.call('XADD', KEYS[3], '*', unpack(rest))
elseif fields.i or fields.w then
  redis.call('XADD', KEYS[2], '*', unpack(rest))
else
  return 'KEPT'
end
redis.call('XDEL', KEYS[1], ARGV[1])
return 'OK'
