-- A policy is in force once the controller has accepted it for every Gateway or route that it is attached to. One that is refused, such as the
-- list of networks that may reach the admin site, protects nothing, and a policy without a target has no status at all.

local generation = obj.metadata and obj.metadata.generation or 0
local status = obj.status or {}
local ancestors = status.ancestors or {}

if #ancestors == 0 then
  return { status = "Progressing", message = "No Gateway has taken it up yet" }
end

local old, unsettled
for _, ancestor in ipairs(ancestors) do
  local accepted
  for _, condition in ipairs(ancestor.conditions or {}) do
    if condition.type == "Accepted" then accepted = condition end
  end
  if accepted == nil then
    unsettled = true
  elseif (accepted.observedGeneration or generation) < generation then
    old = true
  elseif accepted.status == "False" then
    return { status = "Degraded", message = accepted.message or accepted.reason or "Not accepted" }
  elseif accepted.status ~= "True" then
    unsettled = true
  end
end

if old then return { status = "Progressing", message = "The controller has not read the newest version" } end
if unsettled then return { status = "Progressing", message = "Not accepted everywhere yet" } end
return { status = "Healthy", message = "Accepted" }
