import Foundation

/// What happens where the processor does not know an instruction of the program: the package is
/// built for the processor at hand, and a program that is carried to an older one would die of it.
///
/// This module is built for every processor, so that the explanation itself can be given.
enum IllegalInstruction {
  /// Has the program say why it ends, in place of a bare signal.
  static func explain() {
    #if arch(x86_64)
      var action = sigaction()
      action.sa_flags = Int32(bitPattern: UInt32(SA_SIGINFO) | UInt32(SA_RESETHAND))
      action.setHandler { _, information, _ in
        // The instruction that ends a program on purpose, as a failed precondition does, is `ud2`.
        let instruction = information?.pointee.faultAddress?.assumingMemoryBound(to: UInt8.self)
        if let instruction, instruction[0] == 0x0f, instruction[1] == 0x0b { return }
        let message: StaticString = """
          this program was built for a newer processor than this one; build it here, after \
          `swift package clean`, or with EVIDENCE_CPU=x86-64 in the environment

          """
        write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.data.rawValue)
      }
      sigaction(SIGILL, &action, nil)
    #endif
  }
}

#if arch(x86_64)
  extension sigaction {
    fileprivate mutating func setHandler(
      _ handler:
        @escaping @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?)
        -> Void
    ) {
      #if os(Linux)
        __sigaction_handler.sa_sigaction = handler
      #else
        __sigaction_u.__sa_sigaction = handler
      #endif
    }
  }

  extension siginfo_t {
    /// Where the instruction stands.
    fileprivate var faultAddress: UnsafeMutableRawPointer? {
      #if os(Linux)
        _sifields._sigfault.si_addr
      #else
        si_addr
      #endif
    }
  }
#endif
