@echo off
rem Runs PulseMetrics from this folder's sources: the twin of pulse. It builds when nothing is built yet; after a change of
rem the sources run mvnw package.
rem Not tested on Windows by this project's own builds.
setlocal
call "%~dp0.mvn\find-jdk.cmd" java
if errorlevel 1 exit /b 1
set "PULSE_TARGET=%~dp0pulsemetrics-examples\target"
if not exist "%PULSE_TARGET%\lib" (
  echo pulse: building PulseMetrics; the first build also downloads its libraries. 1>&2
  pushd "%~dp0"
  call mvnw.cmd -q -B -ntp -Dmaven.test.skip=true package -pl pulsemetrics-examples -am 1>&2
  if errorlevel 1 (
    popd
    exit /b 1
  )
  popd
)
rem Java refuses two collectors; one that was chosen stays.
set PULSE_COLLECTOR=-XX:+UseParallelGC
echo %JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS% %PULSE_OPTS% | findstr /C:"-XX:+Use" >nul && set PULSE_COLLECTOR=
"%JAVA_HOME%\bin\java" %PULSE_COLLECTOR% -Xshare:auto --enable-native-access=ALL-UNNAMED ^
  -Dorg.jooq.no-logo=true -Dorg.jooq.no-tips=true %PULSE_OPTS% ^
  -cp "%PULSE_TARGET%\classes;%PULSE_TARGET%\lib\*" io.pulsemetrics.examples.PulseMetrics %*
exit /b %ERRORLEVEL%
