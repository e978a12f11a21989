import Foundation
import PackagePlugin

/// Gives a chapter the constant `compiledSources`: what its source, and the libraries whose code
/// it quotes, were when it was built.
@main
struct FingerprintPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let sources = try files(below: root, of: target)
    let output = context.pluginWorkDirectoryURL.appending(path: "CompiledSources.swift")
    return [
      .buildCommand(
        displayName: "Fingerprint of \(target.name)'s sources",
        executable: try context.tool(named: "FingerprintTool").url,
        arguments: [root.path, output.path] + sources,
        inputFiles: sources.map { root.appending(path: $0) }, outputFiles: [output])
    ]
  }

  /// The target's own files and those of all libraries of the package that it depends on, as paths
  /// below the package's folder.
  private func files(below root: URL, of target: any Target) throws -> [String] {
    let libraries = target.recursiveTargetDependencies
    let own = ([target] + libraries).compactMap { $0 as? any SourceModuleTarget }
    let prefix = root.path.hasSuffix("/") ? root.path : root.path + "/"
    return own.flatMap { $0.sourceFiles(withSuffix: "swift") }.map(\.url.path)
      .filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
      .sorted()
  }
}
