; Read by electron-builder's script of the installer and of the uninstaller (nsis.include).
; A newer installer runs the uninstaller of the older version with --updated (isUpdated): all of this has to outlive that.
; The data folder is never touched here: only the person knows whether it is wanted any more.

!macro customUnInstall
  ${ifNot} ${isUpdated}
    ; Start at login, as Electron writes it under the application id, and what Task Manager says of it.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
    DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Notifications\Settings\${APP_ID}"
    ; Electron writes this one by itself, too, when the installer's is gone.
    Delete "$SMPROGRAMS\${SHORTCUT_NAME}.lnk"
    Push $0
    Push $1
    Push $2
    Call un.removeToastActivators
    Pop $2
    Pop $1
    Pop $0
  ${endIf}
!macroend

!ifdef BUILD_UNINSTALLER
  ; What Windows starts when somebody answers a notification. Electron makes up the id, so that it is found by the program.
  Function un.removeToastActivators
    StrCpy $0 0
    next:
      EnumRegKey $1 HKCU "Software\Classes\CLSID" $0
      StrCmp $1 "" done
      ReadRegStr $2 HKCU "Software\Classes\CLSID\$1\LocalServer32" ""
      StrCmp $2 "$INSTDIR\${PRODUCT_FILENAME}.exe" ours
      IntOp $0 $0 + 1
      Goto next
    ours:
      ; The next one takes its number.
      ClearErrors
      DeleteRegKey HKCU "Software\Classes\CLSID\$1"
      IfErrors 0 next
      IntOp $0 $0 + 1
      Goto next
    done:
  FunctionEnd
!endif
