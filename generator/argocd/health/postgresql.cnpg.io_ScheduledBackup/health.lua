-- A backup schedule is healthy once the operator has read it. Whether a night's backup succeeded is for an alert, not for a wave: one
-- failed night must not hold an update back. A suspended schedule is what somebody asked for.

local spec = obj.spec or {}
local status = obj.status or {}

if status.error ~= nil and status.error ~= "" then return { status = "Degraded", message = status.error } end
if spec.suspend == true then return { status = "Healthy", message = "Suspended" } end
if status.lastCheckTime == nil then return { status = "Progressing", message = "Waiting for the operator" } end
if status.nextScheduleTime ~= nil then
  return { status = "Healthy", message = "Next backup at " .. status.nextScheduleTime }
end
return { status = "Healthy", message = "Scheduled" }
