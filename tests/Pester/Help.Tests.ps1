BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$root/src/GdnStreams.Package/Help/Pages.ps1"
    $docs = "$root/docs/en-US"
    $commands = @(Get-Command -Module GdnStreams)
    & "$root/src/GdnStreams.Package/Help.ps1" -Module "$root/GdnStreams.psd1"

    # A shell keeps the help that it has shown: this one has shown none.
    $reader = [runspacefactory]::CreateRunspace()
    $reader.Open()
    function Invoke-Reader([string] $Script) {
        $shell = [powershell]::Create($reader)
        try {
            $shell.AddScript($Script).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }
    Invoke-Reader "Import-Module '$root/GdnStreams.psd1'" | Should -BeNullOrEmpty
    $help = @{}
    Invoke-Reader 'Get-Command -Module GdnStreams | Get-Help -Full' | ForEach-Object { $help[$_.Name] = $_ }

    function Get-TypeName($Of) { @($Of | ForEach-Object { $_.type.name } | Where-Object { $_ -ne 'None' } | Sort-Object -Unique) }

    # The commands that do not have something.
    function Get-Without([scriptblock] $Something) { $commands | Where-Object { -not (& $Something $help[$_.Name] $_) } | ForEach-Object Name }
}

AfterAll { $reader.Dispose() }

Describe 'The pages in docs/en-US' {
    It 'are one for every cmdlet and four about topics' {
        (Get-ChildItem $docs).Name | Sort-Object | Should -Be (@($commands.Name) + 'about_GdnStreams', 'about_GdnStreams_Errors', 'about_GdnStreams_Recipes', 'about_GdnStreams_Runbooks' | ForEach-Object { "$_.md" } | Sort-Object)
    }

    It 'link to pages that there are' {
        $links = @{}
        foreach ($page in Get-ChildItem $docs) { $links[$page.BaseName] = @(Read-Markdown $page.FullName | ForEach-Object { $_.Links } | Where-Object { $_ }) }
        $links.Keys | Where-Object { -not $links[$_] } | Should -BeNullOrEmpty -Because 'each page has related ones'
        $links.Values | ForEach-Object { $_ } | Where-Object { $_.Address -cne "$($_.Text).md" -or $_.Text -notin $links.Keys } | Should -BeNullOrEmpty
        $topics = @($links.Keys) -like 'about_*'
        foreach ($topic in $topics) { $topics | Where-Object { $_ -ne $topic -and $_ -notin $links[$topic].Text } | Should -BeNullOrEmpty -Because "$topic is to link to them" }
    }

    It 'name cmdlets that there are' {
        $blocks = foreach ($page in Get-ChildItem $docs) { Read-Markdown $page.FullName | ForEach-Object { [pscustomobject]@{ Page = $page.Name; Text = $_.Kind -eq 'table' ? $_.Rows -join ' ' : $_.Text } } }
        $named = $blocks | ForEach-Object { $page = $_.Page; [regex]::Matches($_.Text, '\b[A-Z][a-z]+-Gdn[A-Za-z]*\b') | ForEach-Object { [pscustomobject]@{ Page = $page; Name = $_.Value } } }
        $named | Where-Object Name -NotIn $commands.Name | Should -BeNullOrEmpty
    }
}

Describe 'Get-Help' {
    It 'has what a page has, of every cmdlet' {
        Get-Without { param($of) $of.Synopsis -and $of.Synopsis -notmatch '\n' -and $of.description.Text } | Should -BeNullOrEmpty -Because 'a synopsis and a description are missing'
        Get-Without { param($of) @($of.examples.example).Count -ge 2 -and -not ($of.examples.example | Where-Object { -not $_.code -or -not $_.title }) } | Should -BeNullOrEmpty -Because 'two examples are missing'
        Get-Without { param($of) $of.inputTypes.inputType.type.name -and $of.returnValues.returnValue.type.name -and $of.relatedLinks.navigationLink.linkText } | Should -BeNullOrEmpty -Because 'inputs, outputs or links are missing'
    }

    It 'has two examples of every cmdlet that run' {
        # What HelpExamples.Tests.ps1 runs; code outside the examples is none.
        Get-ChildItem $docs -Exclude about_* | Where-Object {
            $titles = (Read-CommandPage $_.FullName).Examples.Title
            @(Get-PageCode $_.FullName | Where-Object Title -In $titles | ForEach-Object Title | Sort-Object -Unique).Count -lt 2
        } | ForEach-Object BaseName | Should -BeNullOrEmpty
    }

    It 'describes every parameter, and no other' {
        foreach ($command in $commands) {
            $own = @($command.Parameters.Keys | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters } | Sort-Object)
            $described = @($help[$command.Name].parameters.parameter | Where-Object { $_ })
            $described.name | Sort-Object | Should -Be $own -Because "these are the parameters of $($command.Name)"
            $described | Where-Object { -not "$($_.description.Text)".Trim() } | ForEach-Object name | Should -BeNullOrEmpty -Because "$($command.Name) has them"
        }
    }

    It 'shows the syntax that each cmdlet has' {
        foreach ($command in $commands) {
            $shown = @($help[$command.Name].syntax.syntaxItem | ForEach-Object { @($_.parameter | Where-Object { $_ } | ForEach-Object { "$($_.name) $($_.required) $($_.position)" } | Sort-Object) -join ', ' } | Sort-Object)
            $real = @($command.ParameterSets | ForEach-Object {
                    @($_.Parameters | Where-Object { $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters } |
                            ForEach-Object { "$($_.Name) $("$($_.IsMandatory)".ToLowerInvariant()) $($_.Position -ge 0 ? $_.Position : 'named')" } | Sort-Object) -join ', '
                } | Sort-Object)
            $shown | Should -Be $real -Because "this is the syntax of $($command.Name)"
        }
    }

    It 'names what each cmdlet writes and takes' {
        foreach ($command in $commands) {
            $written = @($command.OutputType.Type | Where-Object { $_ -ne [void] } | ForEach-Object FullName | Sort-Object -Unique)
            Get-TypeName $help[$command.Name].returnValues.returnValue | Should -Be $written -Because "this is what $($command.Name) writes"
            $taken = @(Get-TypeName $help[$command.Name].inputTypes.inputType)
            $taken | Where-Object { -not ($_ -as [type]) } | Should -BeNullOrEmpty -Because "there is no such type for $($command.Name)"
            $takes = @($command.ParameterSets.Parameters | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName })
            $none = $help[$command.Name].inputTypes.inputType | ForEach-Object { $_.type.name -eq 'None' -and -not $_.description.Text }
            $none -contains $true | Should -Be ($takes.Count -eq 0) -Because "this is whether $($command.Name) takes nothing from the pipeline"
        }
    }

    It 'shows <Way>' -ForEach @(
        @{ Way = 'the synopsis and the syntax'; Script = 'Get-Help Send-GdnMessage'; Text = '*Publishes messages to a stream*Send-GdnMessage*-Stream*<String>*-InputObject*' }
        @{ Way = 'the examples'; Script = 'Get-Help Send-GdnMessage -Examples'; Text = '*Example 2: *-KeyProperty sensor*PassThru writes a receipt*' }
        @{ Way = 'one parameter'; Script = 'Get-Help Receive-GdnMessage -Parameter AckMode'; Text = '*-AckMode <AckMode>*AfterPipeline*Manual*' }
        @{ Way = 'everything'; Script = 'Get-Help Receive-GdnMessage -Full'; Text = '*-IdleTimeoutSec <TimeSpan>*GdnStreams.Cmdlets.GdnMessage*Use -Count n and not Select-Object*RELATED LINKS*Send-GdnMessage*' }
        @{ Way = 'topics'; Script = 'Get-Help about_GdnStreams_Recipes'; Text = '*DEAD LETTERS*Receive-GdnMessage*SEE ALSO*' }
    ) {
        (Invoke-Reader "$Script | Out-String -Width 2000") -join '' | Should -BeLike $Text
    }

    It 'lists the topics with their short descriptions' {
        $topics = @(Invoke-Reader 'Get-Help about_GdnStreams* | Sort-Object Name')
        $topics.Name | Should -Be 'about_GdnStreams', 'about_GdnStreams_Errors', 'about_GdnStreams_Recipes', 'about_GdnStreams_Runbooks'
        foreach ($topic in $topics) { $topic.Synopsis | Should -Be (Read-Topic "$docs/$($topic.Name).md").Parts['Short description'].Text }
    }

    It 'has topics of 80 columns' {
        # Code is behind eight blanks, and is not broken.
        $lines = Get-ChildItem "$root/en-US" -Filter *.help.txt | ForEach-Object { [IO.File]::ReadAllLines($_) }
        $lines.Count | Should -BeGreaterThan 100
        $lines | Where-Object { $_.Length -gt 80 -and $_ -notlike '        *' } | Should -BeNullOrEmpty
    }
}

Describe 'The builder of the help' {
    BeforeAll {
        . "$root/src/GdnStreams.Package/Help/PlainText.ps1"
        . "$root/src/GdnStreams.Package/Help/Maml.ps1"
        $lines = Get-Content "$docs/Get-GdnTenant.md"
        function Get-Refusal([string[]] $Page) {
            $file = "$TestDrive/Get-GdnTenant.md"
            Set-Content $file $Page
            try { $null = New-CommandHelp (Get-Command Get-GdnTenant) (Read-CommandPage $file) } catch { "$_" }
        }
    }

    It 'takes the page as it is' { Get-Refusal $lines | Should -BeNullOrEmpty }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a parameter without words'; Change = { $_ -replace '^### -Name$', '### -Names' }; Text = '*-Names is no parameter; -Name has no words*' }
        @{ What = 'a part that is missing'; Change = { $_ -replace '^## Outputs$', '## Output' }; Text = '*too many or too few: Output, Outputs*' }
        @{ What = 'another name'; Change = { $_ -replace '^# .*', '# Get-GdnTenants' }; Text = '*another heading than its name*' }
        @{ What = 'what it cannot show'; Change = { $_ -replace '^## Description$', "## Description`n`n> quoted`n" }; Text = '*QuoteBlock*' }
    ) {
        Get-Refusal ($lines | ForEach-Object $Change) | Should -BeLike $Text
    }
}
