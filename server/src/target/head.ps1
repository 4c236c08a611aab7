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

function Compare-Value($One, $Other) {
    (@($One | Sort-Object -CaseSensitive) -join "`0") -ceq (@($Other | Sort-Object -CaseSensitive) -join "`0")
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
        foreach ($change in $Changes) {
            $name = $change.Name
            $now = @($person[$name])
            if (Compare-Value $now $change.New) { continue }
            if ($null -ne $change.Old -and -not (Compare-Value $now $change.Old)) {
                Write-Warning "${Identity}: $name holds something else by now; nothing of this person is written"
                $script:Refused++
                return
            }
            if ($change.New.Count -eq 0) { $clear += $name } else { $replace[$name] = $change.New }
        }
        $write = @{}
        if ($replace.Count -gt 0) { $write.Replace = $replace }
        if ($clear.Count -gt 0) { $write.Clear = $clear }
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
