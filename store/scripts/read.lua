-- Reads documents and what they link to, nearest first, each once, in one trip. The links
-- stand in a document's clear first line: "<form> <version> <key> <link> <link>...".
-- KEYS[1] any key with the tag; the others are made from names and share it
-- ARGV[1] what stands before a name in a key   ARGV[2] the same for a team's index
-- ARGV[3] how many links to follow   ARGV[4...] the names to begin with
-- Returns {name, value, name, value...} of the documents that exist.
local found, seen, level = {}, {}, {}
local function follow(names, into)
  for _, name in ipairs(names) do
    if not seen[name] then
      seen[name] = true
      into[#into + 1] = name
    end
  end
end
for i = 4, #ARGV do follow({ARGV[i]}, level) end
for depth = 0, tonumber(ARGV[3]) do
  local nearby = {}
  for _, name in ipairs(level) do
    local value = redis.call('GET', ARGV[1] .. name)
    if value then
      found[#found + 1], found[#found + 2] = name, value
      local head, links, n = string.match(value, '^[^\n]*'), {}, 0
      for word in string.gmatch(head, '%S+') do
        n = n + 1
        if n > 3 then links[#links + 1] = word end
      end
      follow(links, nearby)
      if string.sub(name, 1, 7) == 'member:' then -- where their phone was last
        local place = 'place:' .. string.sub(name, 8)
        local at = redis.call('GET', ARGV[1] .. place)
        if at then found[#found + 1], found[#found + 2] = place, at end
      end
      if string.sub(name, 1, 5) == 'team:' then
        local open = redis.call('SMEMBERS', ARGV[2] .. string.sub(name, 6))
        table.sort(open)
        follow(open, nearby)
      end
    end
  end
  level = nearby
end
return found
