-- Makes the active process the one that sends an announcement: whoever an
-- earlier process was sending to becomes unsure.
--
-- KEYS[1] lease  KEYS[2..16] the ledger, as ledger.lua says
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] now, Unix milliseconds
--
-- Returns how many became unsure, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
return own(ledger(ARGV[2], 2), ARGV[1], ARGV[3])
