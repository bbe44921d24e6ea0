-- wrk's script: sends what a file holds, one request a line, and tells what came back as one line of JSON.
--
-- Arguments after `--`: the number of threads, the file (none: the address alone is asked for), and the word
-- that a good answer holds. A line is: cookie TAB token TAB body.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  lines, at, good, other = {}, 0, 0, 0
  local every, file = tonumber(args[1]), args[2]
  word = args[3]
  if file == nil then return end
  local place = 0
  for line in io.lines(file) do
    if place % every == number then table.insert(lines, line) end
    place = place + 1
  end
  request, response = send, count
end

function send()
  at = at % #lines + 1
  local cookie, token, body = lines[at]:match("^(.-)\t(.-)\t(.*)$")
  local headers = { ["Cookie"] = cookie, ["X-CSRFToken"] = token, ["Content-Type"] = "application/json" }
  return wrk.format("POST", nil, headers, body)
end

function count(status, _headers, body)
  if status == 200 and body:find(word, 1, true) then good = good + 1 else other = other + 1 end
end

function done(summary, latency)
  local good, other = 0, 0
  for _, thread in ipairs(threads) do
    good, other = good + thread:get("good"), other + thread:get("other")
  end
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%d,"good":%d,"other":%d,"bad_status":%d,"lost":%d,"p50":%.3f,"p99":%.3f,"longest":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, good, other, errors.status, lost,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000
  ))
end
