@rem Called by mvnw.cmd and pulse.cmd: sets JAVA_HOME to a Java of release 21 or later that has program %1 (java or javac).
@rem Not tested on Windows by this project's own builds.
set "JDK_PROGRAM=%~1"
if defined JAVA_HOME (
  call :is_recent "%JAVA_HOME%"
  if not errorlevel 1 exit /b 0
)
for %%j in (java.exe) do if not "%%~$PATH:j"=="" (
  for %%h in ("%%~dp$PATH:j..") do (
    call :is_recent "%%~fh"
    if not errorlevel 1 (
      set "JAVA_HOME=%%~fh"
      exit /b 0
    )
  )
)
set "JDK_BEST="
for /d %%d in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%USERPROFILE%\.jdks\*") do (
  call :is_recent "%%~d"
  if not errorlevel 1 set "JDK_BEST=%%~d"
)
if defined JDK_BEST (
  set "JAVA_HOME=%JDK_BEST%"
  exit /b 0
)
echo PulseMetrics needs a JDK of version 21 or later and found none: install one or set JAVA_HOME to it. 1>&2
exit /b 1

:is_recent
if not exist "%~1\bin\%JDK_PROGRAM%.exe" exit /b 1
if not exist "%~1\release" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "tokens=1 delims=.-" %%r in ("%%~v") do if %%r geq 21 exit /b 0
)
exit /b 1
