-- A minute of eight readers at once: pages and JSON for 1,600 queries, and the first page.
--
-- Measures requests a second, p50 and p99, errors; the server's memory before and after stands in /proc/PID/status.
-- onrecord serve --quiet, then: wrk -t1 -c8 -d60s -s benches/load.lua http://127.0.0.1:7070
local words = {
  "bank", "budget", "coffee", "court", "crop", "debt", "deficit", "dollar", "earnings", "election",
  "embargo", "energy", "export", "factory", "farmers", "fuel", "gold", "grain", "growth", "harbour",
  "inflation", "interest", "loan", "market", "merger", "minister", "oil", "parliament", "port", "price",
  "president", "rate", "reserve", "shipping", "steel", "strike", "subsidy", "sugar", "talks", "wheat",
}
local paths = { "/search?q=%s+%s&match=any", "/api/v1/search?q=%s+OR+%s", "/search?q=%s&kind=quote", "/" }
local n = 0

request = function()
  n = n + 1
  local one, other = words[n % #words + 1], words[math.floor(n / #words) % #words + 1]
  return wrk.format("GET", string.format(paths[n % #paths + 1], one, other))
end

done = function(summary, latency)
  local errors = summary.errors
  local without = errors.timeout + errors.connect + errors.read
  io.write(string.format("p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %d answers of another status, %d without answer\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.status, without))
  assert(errors.status + without == 0, "not all were answered")
end
