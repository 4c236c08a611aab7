#Requires -Modules ActiveDirectory
# Written by Amend: values that people have corrected and administrators have approved.
# ABOUT
# Each person is looked at first. Where the directory no longer holds what Amend has read, a warning says so and nothing
# is written. Try it with -WhatIf; running it again writes nothing twice.

[CmdletBinding(SupportsShouldProcess)]
param(
    # The domain controller; the nearest one if absent.
    [string]$Server
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$script:At = @{}
if ($Server) { $script:At.Server = $Server }
$script:Written = 0
$script:Same = 0
$script:Refused = 0

# Values as texts that can be compared; bytes in Base64.
function Get-Text($Values) {
    foreach ($value in $Values) {
        if ($value -is [byte[]]) { [Convert]::ToBase64String($value) } else { [string]$value }
    }
}

function Compare-Value($One, $Other) {
    (@(Get-Text $One | Sort-Object -CaseSensitive) -join "`0") -ceq (@(Get-Text $Other | Sort-Object -CaseSensitive) -join "`0")
}

# Whether the directory holds what Amend has read: all of it, or of several values the one that Amend knows.
function Test-Known($Now, $Old) {
    if ($null -eq $Old -or (Compare-Value $Now $Old)) { return $true }
    $Old.Count -eq 1 -and $Now.Count -gt 1 -and @(Get-Text $Now) -ccontains @(Get-Text $Old)[0]
}

function Update-Person {
    [CmdletBinding(SupportsShouldProcess)]
    param([string]$Identity, [hashtable[]]$Changes)
    try {
        $at = $script:At
        $names = @($Changes | ForEach-Object { $_.Name })
        $person = Get-ADUser -Identity $Identity -Properties $names @at
        $replace = @{}
        $clear = @()
        $remove = @{}
        $add = @{}
        foreach ($change in $Changes) {
            $name = $change.Name
            $now = @($person[$name])
            if (Compare-Value $now $change.New) { continue }
            if (-not (Test-Known $now $change.Old)) {
                Write-Warning "${Identity}: $name holds something else by now; nothing of this person is written"
                $script:Refused++
                return
            }
            if ($now.Count -gt 1 -and $null -ne $change.Old -and $change.Old.Count -eq 1) {
                # The others stay.
                $remove[$name] = $change.Old
                if ($change.New.Count -gt 0) { $add[$name] = $change.New }
            } elseif ($change.New.Count -eq 0) { $clear += $name } else { $replace[$name] = $change.New }
        }
        $write = @{}
        if ($replace.Count -gt 0) { $write.Replace = $replace }
        if ($clear.Count -gt 0) { $write.Clear = $clear }
        if ($remove.Count -gt 0) { $write.Remove = $remove }
        if ($add.Count -gt 0) { $write.Add = $add }
        if ($write.Count -eq 0) { $script:Same++; return }
        if ($PSCmdlet.ShouldProcess($Identity, "write $($names -join ', ')")) {
            Set-ADUser -Identity $Identity @write @at
            $script:Written++
        }
    } catch {
        Write-Warning "${Identity}: $($_.Exception.Message)"
        $script:Refused++
    }
}

function Complete-Work {
    "written: $script:Written, held it already: $script:Same, not written: $script:Refused"
}
