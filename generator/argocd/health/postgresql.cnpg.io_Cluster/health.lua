-- A database cluster. Degraded means that the operator cannot go on without a person: it fails the whole sync. What the operator does
-- by itself (switchover, restart, upgrade, waiting for a plugin) is progress, and so is every phase that a newer operator may add.

local needsPerson = {
  ["Cluster is unrecoverable and needs manual intervention"] = true,
  ["Invalid cluster definition"] = true,
  ["Cluster has incomplete or invalid image catalog"] = true,
  ["Cluster cannot execute instance online upgrade due to missing architecture binary"] = true,
}

local annotations = (obj.metadata or {}).annotations or {}
local spec = obj.spec or {}
local status = obj.status or {}

local function conditionOf(name)
  for _, condition in ipairs(status.conditions or {}) do
    if condition.type == name then return condition end
  end
  return {}
end

if annotations["cnpg.io/reconciliationLoop"] == "disabled" then
  return { status = "Suspended", message = "Reconciliation is disabled by annotation cnpg.io/reconciliationLoop" }
end

local hibernation = conditionOf("cnpg.io/hibernation")
if hibernation.status == "True" then
  return { status = "Suspended", message = hibernation.message or "Hibernated" }
end

local phase = status.phase
if phase == nil then return { status = "Progressing", message = "Waiting for the operator" } end

local message = phase
if status.phaseReason ~= nil and status.phaseReason ~= "" then message = phase .. ": " .. status.phaseReason end

if needsPerson[phase] then return { status = "Degraded", message = message } end
if phase == "Waiting for user action" then return { status = "Suspended", message = message } end

local wanted = spec.instances or 1
local ready = status.readyInstances or 0
if ready < wanted then
  return { status = "Progressing", message = message .. " (" .. ready .. " of " .. wanted .. " instances ready)" }
end
if phase ~= "Cluster in healthy state" then return { status = "Progressing", message = message } end
if conditionOf("Ready").status ~= "True" then
  return { status = "Progressing", message = conditionOf("Ready").message or "Waiting for condition Ready" }
end
return { status = "Healthy", message = ready .. " of " .. wanted .. " instances ready" }
