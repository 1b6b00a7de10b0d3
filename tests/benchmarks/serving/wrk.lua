-- wrk's side of the serving benchmark: one address again and again, or every line of a file once.
--   WRK_RESULT=RESULT wrk … -s wrk.lua URL -- FILE [NAME VALUE]…
-- FILE holds the addresses' paths (`-`: only that of URL); threads take turns with its lines. Figures go to RESULT as
-- JSON. NAME VALUE are request headers.
local threads = {}

function setup(thread)
  thread:set("turn", #threads)
  table.insert(threads, thread)
end

function init(args)
  wrk.headers["Accept-Encoding"] = "gzip"
  for i = 2, #args, 2 do
    wrk.headers[args[i]] = args[i + 1]
  end
  left_over = 0
  if args[1] == "-" then
    local only = wrk.format()
    request = function() return only end
    return
  end
  local paths, number = {}, 0
  for line in io.lines(args[1]) do
    -- two threads, as the benchmark is told to use
    if number % 2 == turn then
      paths[#paths + 1] = line
    end
    number = number + 1
  end
  local at = 0
  request = function()
    at = at + 1
    if at > #paths then
      left_over = left_over + 1
      return wrk.format(nil, paths[(at - 1) % #paths + 1])
    end
    return wrk.format(nil, paths[at])
  end
end

function done(summary, latency, requests)
  local repeated = 0
  for _, thread in ipairs(threads) do
    repeated = repeated + (thread:get("left_over") or 0)
  end
  local e = summary.errors
  -- wrk starts this script's main state without the words after `--`: the place of the result is in the environment
  local file = io.open(os.getenv("WRK_RESULT"), "w")
  file:write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%d,"p50_ms":%.4f,"p99_ms":%.4f,"max_ms":%.4f,"repeated":%d,' ..
    '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, repeated, e.connect, e.read, e.write, e.status, e.timeout))
  file:close()
end
