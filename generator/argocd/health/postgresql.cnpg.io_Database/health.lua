-- A database inside a cluster. The instance manager says for which generation of the object its verdict is.

local status = obj.status or {}
local generation = (obj.metadata or {}).generation

if status.applied == false then
  return { status = "Degraded", message = status.message or "The database could not be applied" }
end
if status.applied == nil or (generation ~= nil and status.observedGeneration ~= generation) then
  return { status = "Progressing", message = status.message or "Waiting for the primary" }
end
return { status = "Healthy", message = "Applied" }
