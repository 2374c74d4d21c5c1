-- Argo CD knows Prometheus only, and calls it Degraded while its first pods start: that would fail the first installation, which is then tried
-- again. Here pods that are not ready are Progressing, and only a configuration that the operator cannot bring about is Degraded.

local generation = obj.metadata and obj.metadata.generation or 0
local available, reconciled
for _, condition in ipairs(obj.status and obj.status.conditions or {}) do
  if condition.type == "Available" then available = condition end
  if condition.type == "Reconciled" then reconciled = condition end
end

local function said(condition, otherwise)
  if condition.message ~= nil and condition.message ~= "" then return condition.message end
  return condition.reason or otherwise
end

if reconciled ~= nil and (reconciled.observedGeneration or generation) >= generation and reconciled.status == "False" then
  return { status = "Degraded", message = said(reconciled, "Not reconciled") }
end
if available == nil then return { status = "Progressing", message = "Waiting for the operator" } end
if (available.observedGeneration or generation) < generation then
  return { status = "Progressing", message = "The operator has not read the newest version" }
end
if available.status ~= "True" then
  return { status = "Progressing", message = said(available, "Not available") }
end
return { status = "Healthy", message = "All instances are available" }
