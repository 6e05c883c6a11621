-- Sends the requests of a file, one path a line, in turns. Each thread of each round begins at
-- another place of the file. Prints requests a second, the 50th, 99th and 99.9th percentile in
-- milliseconds, and how many requests failed.
--
-- The requests are written before the load begins, because this takes time from the server.
local requests, at = {}, 0
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- init gets the file, where to begin as a share of it, and the share between threads.
function init(args)
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  at = math.floor(#requests * (tonumber(args[2]) + number * tonumber(args[3])))
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %.1f %.3f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
