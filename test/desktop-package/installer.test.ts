import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import builder from '../../build/electron-builder.config.ts';

const include = join(import.meta.dirname, '..', '..', builder.nsis.include);
const text = readFileSync(include, 'utf8');

/** In the order in which electron-builder puts its own script together: what it is given comes before its own definitions. */
function script(folder: string): string {
  return `Unicode true
!include LogicLib.nsh
!include FileFunc.nsh
!macro _isUpdated _a _b _t _f
  \${GetParameters} $R9
  ClearErrors
  \${GetOptions} $R9 "--updated" $R8
  IfErrors \`\${_f}\` \`\${_t}\`
!macroend
!define isUpdated \`"" isUpdated ""\`
!include "${include}"
!define APP_EXECUTABLE_FILENAME "\${PRODUCT_FILENAME}.exe"
Name "\${PRODUCT_FILENAME}"
OutFile "${folder}/made.exe"
InstallDir "C:\\Bellwether"
Section
  !ifdef BUILD_UNINSTALLER
    WriteUninstaller "$INSTDIR\\uninstall.exe"
  !endif
SectionEnd
!ifdef BUILD_UNINSTALLER
  Section Uninstall
    !insertmacro customUnInstall
  SectionEnd
!endif
`;
}

/** As electron-builder asks for it: a warning is a fault. */
function compile(...defined: readonly string[]): { readonly status: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-installer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'made.nsi');
  writeFileSync(file, script(folder));
  const names = [`APP_ID=${builder.appId}`, 'PRODUCT_FILENAME=Bellwether', 'SHORTCUT_NAME=Bellwether'];
  const words = ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', ...[...names, ...defined].map((name) => `-D${name}`)];
  const { status, stdout, stderr } = spawnSync('makensis', [...words, file], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe.skipIf(process.platform !== 'linux')('what the installer for Windows does more', () => {
  it('compiles without a warning, in the installer and in the uninstaller', () => {
    expect(compile()).toEqual({ status: 0, said: '' });
    expect(compile('BUILD_UNINSTALLER')).toEqual({ status: 0, said: '' });
  });
});

describe('the uninstaller for Windows', () => {
  it('takes nothing away when it makes room for a newer version', () => {
    const macro = /!macro customUnInstall\n(.*?)!macroend/s.exec(text)?.[1] ?? '';
    expect(macro.trim()).toMatch(/^\$\{ifNot\} \$\{isUpdated\}\n[^]*\$\{endIf\}$/);
  });

  it('takes away what was written of the program', () => {
    const named = text.replaceAll('${APP_ID}', builder.appId);
    expect([...named.matchAll(/^\s*Delete\w* (?:HKCU )?(.+)$/gm)].map(([, what]) => what)).toEqual([
      String.raw`"Software\Microsoft\Windows\CurrentVersion\Run" "dev.bellwether.app"`,
      String.raw`"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "dev.bellwether.app"`,
      String.raw`"Software\Microsoft\Windows\CurrentVersion\Notifications\Settings\dev.bellwether.app"`,
      '"$SMPROGRAMS\\${SHORTCUT_NAME}.lnk"',
      String.raw`"Software\Classes\CLSID\$1"`,
    ]);
  });

  it('leaves the data folder alone', () => {
    expect(builder.nsis.deleteAppDataOnUninstall).toBe(false);
    expect(text).not.toMatch(/RMDir|APPDATA/);
  });
});
