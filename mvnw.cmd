@echo off
rem Runs an installed Maven with a JDK that can build this project: the twin of mvnw, which can also download Maven.
rem Not tested on Windows by this project's own builds.
setlocal
call "%~dp0.mvn\find-jdk.cmd" javac
if errorlevel 1 exit /b 1
where mvn >nul 2>nul
if errorlevel 1 (
  echo mvnw: Maven is missing: install Maven 3.8 or later. 1>&2
  exit /b 1
)
call mvn %*
exit /b %ERRORLEVEL%
