-- A place for backups has no conditions: it is configuration. The message shows the last failure where it is younger than the last
-- success; a failed backup is for an alert and holds no wave back. Times are RFC 3339 in UTC, which sort as text.

local failed
for server, window in pairs((obj.status or {}).serverRecoveryWindow or {}) do
  local failure = window.lastFailedBackupTime
  local success = window.lastSuccessfulBackupTime
  if failure ~= nil and (success == nil or success < failure) and (failed == nil or failed.server > server) then
    failed = { server = server, time = failure }
  end
end
if failed ~= nil then
  return { status = "Healthy", message = "Last backup of " .. failed.server .. " failed at " .. failed.time }
end
return { status = "Healthy", message = "Configured" }
