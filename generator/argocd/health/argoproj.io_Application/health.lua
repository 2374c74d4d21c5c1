-- An Application is healthy when Argo CD has compared what the spec says now, found it applied, and found it healthy. Until then it is
-- progressing, and the wave of the parent waits. Only a verdict about the present spec counts: right after the parent has changed a
-- child, the child still shows the verdict about the spec before.

local function isEmpty(value)
  if value == nil or value == "" or value == false then return true end
  return type(value) == "table" and next(value) == nil
end

-- Argo CD drops empty fields when it copies a source into the status.
local function same(one, other)
  if isEmpty(one) and isEmpty(other) then return true end
  if type(one) ~= "table" or type(other) ~= "table" then return one == other end
  for key, value in pairs(one) do
    if not same(value, other[key]) then return false end
  end
  for key, value in pairs(other) do
    if one[key] == nil and not isEmpty(value) then return false end
  end
  return true
end

local function progressing(message)
  return { status = "Progressing", message = message }
end

local spec = obj.spec or {}
local status = obj.status or {}
local operation = status.operationState or {}

if obj.operation ~= nil then return progressing("A sync is about to start") end
if operation.phase == "Running" or operation.phase == "Terminating" then
  return progressing(operation.message or "A sync is running")
end

local sync = status.sync
if sync == nil or sync.status == nil then return progressing("Not compared yet") end

local compared = sync.comparedTo or {}
-- An empty source in the status stands beside several sources, so several are compared where the spec has several.
local sources, comparedSources = spec.source, compared.source
if not isEmpty(spec.sources) then sources, comparedSources = spec.sources, compared.sources end
if not same(sources, comparedSources) or not same(spec.destination, compared.destination) then
  return progressing("Compared with an older spec; waiting for the comparison with this one")
end

if sync.status ~= "Synced" then
  local condition = (status.conditions or {})[1]
  if condition ~= nil and condition.message ~= nil then return progressing(sync.status .. ": " .. condition.message) end
  return progressing(sync.status .. ": waiting until what is deployed is what git says")
end

local health = status.health
if health == nil or isEmpty(health.status) then return progressing("Synced; health is not known yet") end
return { status = health.status, message = health.message or ("Synced and " .. health.status) }
