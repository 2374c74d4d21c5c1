-- A connection pooler. The operator writes how many pods its Deployment has, not how many are ready; the Deployment is a child of the
-- Pooler and not of the Application, so this is the best that a wave can wait for.

local spec = obj.spec or {}
local status = obj.status or {}
local phase = status.phase
local reason = status.phaseReason

if reason == "" then reason = nil end
if status.error ~= nil and status.error ~= "" then return { status = "Degraded", message = status.error } end
if phase == "failed" then return { status = "Degraded", message = reason or "The pooler cannot be configured" } end
if phase == "paused" then return { status = "Suspended", message = reason or "PgBouncer is paused" } end
if phase == "inactive" then
  return { status = "Progressing", message = reason or "Waiting for the cluster, a Secret or a certificate" }
end
if phase ~= "active" then return { status = "Progressing", message = reason or "Waiting for the operator" } end

local wanted = spec.instances or 1
local pods = status.instances or 0
if pods < wanted then
  return { status = "Progressing", message = pods .. " of " .. wanted .. " pods created" }
end
return { status = "Healthy", message = wanted .. " pods" }
