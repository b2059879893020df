-- SPDX-License-Identifier: AGPL-3.0-or-later
-- GETs paths picked at random. From the environment:
--
--   BENCH_LOAD   folder of these scripts
--   BENCH_PATHS  file of paths, one a line
--   BENCH_RUN    a number that no other run has; seeds the choice
--   BENCH_TOKEN  bearer token; may be empty
local load_folder = os.getenv("BENCH_LOAD")
dofile(load_folder .. "/report.lua")
dofile(load_folder .. "/common.lua")

function init()
  paths = lines_of("BENCH_PATHS")
  tail = " HTTP/1.1\r\n" .. fixed_headers() .. "\r\n"
  math.randomseed(tonumber(os.getenv("BENCH_RUN")))
end

function request()
  return "GET " .. paths[math.random(#paths)] .. tail
end
